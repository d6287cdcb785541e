/**
 * The table of inference: patterns over snake_case names of fields, first match first, and the shorthand that they stand for.
 */

export interface FieldRule {
  /** Over the snake_case name. */
  readonly match: RegExp;
  /** Field shorthand, with `?` for what is often unknown at first. */
  readonly form: string;
  readonly why: string;
  /** The name that the field gets instead. */
  readonly rename?: string;
  /** Unique where one row stands for one person. */
  readonly uniqueForAccounts?: boolean;
}

const money = "Money is an exact decimal, never floating point";
const count = "A count is a whole number that starts at 0 and is never negative";

/** First match wins, so what is special stands before what is general. */
export const FIELD_RULES: readonly FieldRule[] = [
  // Identifiers. Those of other systems are text; ours have the type of a key.
  {
    match:
      /^(external|stripe|paypal|google|facebook|apple|github|provider|legacy|remote|tax|vat|national|tracking|device|client|message|correlation|request|transaction|session)(_\w+)?_id$/,
    form: "string(255)? index",
    why: "An identifier of another system is text of unknown form, and rows are looked up by it",
  },
  { match: /(^|_)(ids|uuids)$/, form: "uuid[] = []", why: "Several keys" },
  {
    match: /^\w+ed_by$/,
    form: "uuid? index",
    why: "Who did it: the key of a user; name User to relate to it",
  },
  {
    match: /^(reports_to|parent|supervisor|replaced_by|superseded_by|belongs_to)$/,
    form: "uuid? index",
    why: "It refers to another row; name its entity to relate to it",
  },
  { match: /(^|_)(id|uid|uuid|guid)$/, form: "uuid index", why: "A key has the type of the keys; it is looked up" },

  // Secrets.
  {
    match: /^(password|passwd|pwd|password_hash|hashed_password|password_digest|encrypted_password|passcode)$/,
    form: "string(255) secret",
    rename: "passwordHash",
    why: "Only a salted hash of a password is stored, and it is kept out of transfer objects, logs and samples",
  },
  {
    match: /(^|_)(salt|pin|otp|two_factor_secret|private_key)$/,
    form: "string(255)? secret",
    why: "A secret, kept out of transfer objects and logs",
  },
  {
    match: /(^|_)(token|secret|api_key|access_key|secret_key)(_hash)?$/,
    form: "string(255) unique secret",
    why: "A token finds one row; store its hash, so that a stolen copy signs nobody in",
  },
  {
    match: /(^|_)(sha256|checksum|digest|fingerprint)$/,
    form: "char(64)",
    why: "SHA-256 in hexadecimal has 64 digits",
  },
  { match: /(^|_)(sha1|md5|hash|etag)$/, form: "string(128)", why: "A hash in hexadecimal" },

  // Truth values before the words that they contain (`is_email_verified`, `has_children`).
  {
    match:
      /^(is|has|have|can|should|was|were|did|does|allow|allows|needs|requires|must|use|uses|show|enable|disable|include|includes|accepts|wants|hide|skip|strip|access)_\w+$/,
    form: "boolean = false",
    why: "The name asks a question, so it is true or false",
  },
  {
    match: /(^|_)(enabled|active|activebool|visible|available)$|^in_stock$/,
    form: "boolean = true",
    why: "A switch that is on unless said otherwise",
  },
  {
    match:
      /(^|_)(disabled|inactive|published|verified|archived|deleted|public|private|hidden|approved|locked|paid|completed|complete|done|finished|featured|required|optional|discontinued|billable|taxable|shipped|read|seen|blocked|banned|confirmed|subscribed|opt_in|agreed|accepted|default|pinned|favorite|draft|admin|superuser|staff_pick|anonymous|resolved|closed|cancelled|canceled|refundable|flag|revoked|suspended|read_only|unread|muted|starred|expired|enforced|editable|deletable|sticky)$/,
    form: "boolean = false",
    why: "A switch that is off unless said otherwise",
  },

  // Contact and network.
  {
    match: /(^|_)e?_?mail(_address)?$/,
    form: "email pii=contact",
    uniqueForAccounts: true,
    why: "An e-mail address, checked for its form",
  },
  {
    match: /(^|_)(phone|mobile|telephone|tel|fax|cell|whatsapp)(_number|_no)?$/,
    form: "phone? pii=contact",
    why: "A telephone number is text: it has a plus sign and leading zeros",
  },
  { match: /(^|_)(ip|ip_address|ipv4|ipv6)$/, form: "ip? pii=network", why: "A network address has its own type" },
  { match: /(^|_)mac(_address)?$/, form: "mac?", why: "A hardware address" },
  { match: /(^|_)user_agent$/, form: "text?", why: "User agents have no useful length limit" },
  { match: /(^|_)(mime|mime_type|content_type|media_type)$/, form: "mimetype", why: "A media type" },
  { match: /(^|_)(file_?name)$/, form: "filename", why: "The name of a file, without folders" },
  {
    match: /(^|_)(path|file_path|storage_key|object_key)$/,
    form: "string(1024)",
    why: "Paths are long, but not endless",
  },

  // Files and pictures are kept in object storage; the row has their address.
  {
    match:
      /(^|_)(url|uri|link|href|website|homepage|web_site|site|avatar|image|photo|picture|thumbnail|logo|cover|banner|icon|video|callback|endpoint|permalink)$/,
    form: "url?",
    why: "An address; pictures and files lie in object storage, not in the row",
  },
  {
    match: /(^|_)(blob|binary|binary_data|file_data|file_content|raw_bytes|signature)$/,
    form: "binary?",
    why: "Bytes",
  },

  // Places.
  { match: /(^|_)(lat|latitude)$/, form: "latitude?", why: "Degrees, exact to a decimetre" },
  { match: /(^|_)(lng|lon|long|longitude)$/, form: "longitude?", why: "Degrees, exact to a decimetre" },
  {
    match: /(^|_)(geo|geom|geolocation|coordinates|geography|point|position_gps|gps)$/,
    form: "geography?",
    why: "A point on the globe",
  },
  { match: /(^|_)country_code$/, form: "country", why: "ISO 3166-1, two letters" },
  { match: /(^|_)country$/, form: "string(80)?", why: "The name of a country; call it countryCode for the ISO code" },
  { match: /(^|_)(currency|currency_code)$/, form: "currency", why: "ISO 4217, three letters" },
  { match: /(^|_)(locale|language_code|lang)$/, form: "locale = en", why: "A language tag of BCP 47" },
  { match: /(^|_)(timezone|time_zone|tz)$/, form: "string(64) = 'UTC'", why: "A name of the IANA time zone database" },
  {
    match: /(^|_)(zip|zip_code|zipcode|postal_code|postcode|postal)$/,
    form: "string(20)? pii=address",
    why: "A string: leading zeros and letters count",
  },
  {
    match: /(^|_)(street|address|address_?line_?\d?|address_?\d|line_?[12])$/,
    form: "string(255)? pii=address",
    why: "A line of a postal address",
  },
  {
    match: /(^|_)(city|town|district|region|province|county|territory|suburb)$/,
    form: "string(100)?",
    why: "The name of a place",
  },
  { match: /(^|_)colou?r$/, form: "color?", why: "A colour as #rrggbb" },

  // Times.
  {
    match: /^(birthday|birth_date|birthdate|dob|date_of_birth|born_on|born)$/,
    form: "date? pii=birthdate",
    why: "A calendar day without a time zone",
  },
  {
    match:
      /^((created|inserted|registered|joined|added|placed|occurred|recorded|logged|received|requested|submitted|enrolled|ordered|booked)_(at|on)|date_(created|added|joined|placed)|created|create_time|creation_time|timestamp|last_updated?|last_modified|date_modified|date_updated|updated|modified|modified_at|modified_on)$/,
    form: "datetime = now()",
    why: "The instant at which the row came to be or changed",
  },
  {
    match:
      /^(starts?|begins?|expires?|scheduled|valid|measured|effective|departs?|departure|arrival|arrives?|check_?in|happened)_at$/,
    form: "datetime",
    why: "An instant, always known",
  },
  { match: /^ends?_at$/, form: "datetime?", why: "An instant, unknown while it lasts" },
  {
    match:
      /(_at|_ts|_datetime|_timestamp|^timestamp_\w+|^datetime)$|^t_\w+ed$|^(expires|expiry|expiration|changed|started|finished|start|end|begin)$/,
    form: "datetime?",
    why: "The instant at which something happened, unknown until then",
  },
  {
    match: /^last_(login|seen|used|active|activity|sync|run|visit|accessed|read)\w*$/,
    form: "datetime?",
    why: "The instant at which something happened last",
  },
  {
    match:
      /^(start|begin|from|hire|order|invoice|issue|due|payment|transaction|rental|booking)_date$|^(starts|begins|issued|due|hired|effective)_on$/,
    form: "date",
    why: "A calendar day without a time zone",
  },
  {
    match: /(^|_)date(_\w+)?$|_on$|^(valid|effective)_(from|to|until|thru|through)$|^(from|until|due|deadline)$/,
    form: "date?",
    why: "A calendar day without a time zone",
  },
  { match: /^(duration|interval|elapsed)$/, form: "interval?", why: "A span of time" },
  { match: /^(opens|closes|opening|closing)(_time|_hour)?$|(^|_)time_of_day$/, form: "time", why: "A time of day" },
  { match: /(^|_)time$/, form: "time?", why: "A time of day; end the name in At for an instant" },

  // Money and shares before plain numbers (`tax_rate` is a share, `discount_amount` money).
  { match: /(^|_)(percent|percentage|pct|progress|completion)$/, form: "percent = 0", why: "A share from 0 to 100" },
  {
    match: /(^|_)(exchange_rate|conversion_rate|ratio|factor|multiplier)$/,
    form: "decimal(18,9)",
    why: "Many digits behind the point",
  },
  { match: /^(hourly|daily|monthly|pay|rental|room|day|nightly)_rate$/, form: "money min=0", why: money },
  { match: /(^|_)(rate|probability|confidence)$/, form: "decimal(9,6)", why: "Many digits behind the point" },
  { match: /^discount$/, form: "decimal(12,4) = 0 min=0", why: "An exact decimal, whether a share or an amount" },
  {
    match: /(^|_)(balance|adjustment|net|profit|margin|delta|variance|difference)$/,
    form: "money = 0",
    why: `${money}; may be negative`,
  },
  {
    match:
      /(^|_)(price|amount|subtotal|sub_total|grand_total|cost|fee|salary|wage|income|revenue|budget|tax|vat|discount|tip|freight|deposit|payment|fine|rent|premium|commission|charge|charges|value_usd|turnover|msrp|bonus|earnings|paid_amount)(_\w*(min|max|total|net|gross))?$|^(total|total_(price|amount|cost|due|paid|value|tax))$|^(min|max|unit|list|sale|base|net|gross)_(price|cost|amount|salary)$/,
    form: "money min=0",
    why: `${money}; never negative`,
  },

  // Whole numbers.
  { match: /^(rating|stars)$/, form: "smallint min=1 max=5", why: "One to five stars" },
  {
    match: /^(version|revision|lock_version|row_version)$/,
    form: "int = 1 min=1",
    why: "Counts changes, for optimistic locking",
  },
  { match: /(^|_)year$/, form: "smallint?", why: "A year fits into 16 bits" },
  {
    match: /^(month|day|hour|minute|second|week|quarter|weekday|day_of_week)$/,
    form: "smallint?",
    why: "A part of a date or time",
  },
  { match: /^age$|_age$/, form: "smallint? min=0 max=150", why: "Years of life; a date of birth does not go stale" },
  {
    match:
      /(^|_)(position|sort_order|sort|ordering|display_order|order_index|index|sequence|seq|rank|ordinal|line_no|line_number|step|row_number)$/,
    form: "int = 0 min=0",
    why: "A place in an order",
  },
  {
    match: /(^|_)(bytes|size|file_size|byte_size|size_bytes)$/,
    form: "bigint min=0",
    why: "Sizes in bytes outgrow 32 bits",
  },
  {
    match:
      /(^|_)(count|quantity|qty|stock|views|likes|shares|clicks|downloads|hits|visits|votes|upvotes|downvotes|attempts|retries|points|credits|level|levels|wins|losses|goals|sold|reserved|remaining|on_hand|followers|occurrences|copies|pieces|units|guests|seats|beds|bedrooms|bathrooms|rooms|floors|pages|participants|attendees|inventory)$|^(number_of|num|no_of|count|units|total|max|min)_\w+s$|^units_\w+$|_(in_stock|on_order)$/,
    form: "int = 0 min=0",
    why: count,
  },
  {
    match:
      /^(capacity|limit|max_\w+|min_\w+|quota|threshold|floor|servings)$|(^|_)(score|counter|prio|port|subscribers)$/,
    form: "int? min=0",
    why: "A whole number that is never negative",
  },
  {
    match:
      /(^|_)(seconds|minutes|hours|days|weeks|months|years|milliseconds|millis|ms|microseconds|duration|timeout|ttl|delay|px|pixels|mileage|odometer|calories)$/,
    form: "int? min=0",
    why: "A whole number; the unit stands in the name",
  },
  {
    match:
      /(^|_)(weight|height|width|length|depth|distance|volume|area|radius|thickness|diameter|altitude|elevation|mass|kg|km|cm|mm|meters|metres|grams|liters|litres|temperature|humidity|pressure|speed|voltage|current|power|gpa)$/,
    form: "decimal(12,3)?",
    why: "A measurement, exact",
  },
  { match: /^(embedding|vector)$/, form: "vector(1536)?", why: "A vector for similarity search" },

  // Documents and lists.
  {
    match:
      /(^|_)(metadata|meta|settings|preferences|prefs|options|payload|data|config|configuration|attributes|properties|props|params|parameters|extra|extras|custom_fields|context|specs|specifications|json|schema|features_json|headers|dimensions|details)$/,
    form: "json = {}",
    why: "Its form differs from row to row",
  },
  {
    match:
      /(^|_)(tags|labels|keywords|roles|scopes|permissions|features|categories|ingredients|skills|interests|hobbies|languages|amenities|allergies|images|photos|pictures|urls|links|emails|phones|aliases|events|genres|symptoms|topics|colors|sizes|tokens|recipients)$/,
    form: "string[] = []",
    why: "Several words; name an entity of them to relate to it",
  },

  // Names and codes.
  { match: /^(slug)$|_slug$/, form: "slug unique", why: "Part of an address: unique, lower case, digits and hyphens" },
  {
    match: /^(user_?name|login|handle|nick_?name|screen_name)$/,
    form: "string(50) unique",
    why: "The name by which one user is found",
  },
  {
    match:
      /^(sku|isbn|isbn13|isbn10|ean|upc|gtin|barcode|vin|iban|serial_number|serial_no|imei|code|license_plate|number|reference|ref|reference_number)$/,
    form: "string(64) unique",
    why: "A number that people read identifies one row",
  },
  {
    match: /_(number|no|code|ref|reference)$/,
    form: "string(64)",
    why: "A number that people read is text: it may have letters and leading zeros",
  },
  {
    match: /^(ssn|social_security_number|passport|passport_number|tax_number|vat_number|nin|driver_license)$/,
    form: "string(32)? pii=identity",
    why: "An official number identifies a person",
  },
  { match: /^(gender|sex)$/, form: "string(20)? pii=identity", why: "Personal data, and no fixed list" },
  {
    match: /^(first|last|middle|given|family|full|maiden|sur|fore)_?name$|^surname$/,
    form: "string(100) pii=name",
    why: "The name of a person",
  },
  {
    match:
      /^(status|state|type|kind|priority|visibility|role|stage|phase|severity|category|mode|channel|method)$|_(status|state|type|kind|stage|method)$/,
    form: "string(50)",
    why: "One of a few words; declare an enum of them to have them checked",
  },
  {
    match: /(^|_)(name|title|subject|label|caption|headline|heading)$/,
    form: "string(255)",
    why: "A short text in one line",
  },
  {
    match:
      /^(description|summary|bio|biography|notes?|remarks?|excerpt|abstract|about|instructions|reason|feedback|synopsis|log|error|error_message|stack_trace|transcript|answer|question|overview|html|markdown)$|_(description|notes?|text|html|markdown)$/,
    form: "text?",
    why: "Text of any length",
  },
  {
    match: /^(content|body|message|comment|text|contents)$|_(content|body|message)$/,
    form: "text",
    why: "Text of any length",
  },
];

/** What a name says that no rule matches. */
export const OTHERWISE: Omit<FieldRule, "match"> = {
  form: "string(255)",
  why: "Nothing in the name says more, so it is a short text",
};
