/**
 * Words of column names that mean the same. Each line: the name that stands for the others, then the others. General
 * usage only: a line that only one schema needs does not belong here.
 */
const LINES = `
created_at: created created_on creation_date date_created date_added create_date create_time created_time created_ts created_date added_at inserted_at registered_at registration_date signup_date t_created
updated_at: updated updated_on modified modified_at modified_on update_date update_time updated_time updated_ts updated_date last_update last_updated last_modified date_modified date_updated changed changed_at t_updated
deleted_at: deleted_on date_deleted removed_at
email: email_address e_mail mail mail_address billing_email contact_email
password_hash: password passwd pwd encrypted_password hashed_password password_digest password_encrypted
username: user_name login login_name handle screen_name nickname nick
name: title label full_name fullname display_name caption filename file_name company_name
first_name: given_name forename firstname
last_name: family_name surname lastname surname
description: desc summary details about explanation
content: body text message contents html value_text comment review review_text
bio: biography description about
notes: note remark remarks comments comment memo
phone: telephone tel mobile mobile_phone phone_number cell home_phone work_phone
fax: fax_number
website: homepage home_page web_site
url: link uri href address_url path
avatar_url: avatar avatar_img photo picture photo_url picture_url image image_url
line1: address address1 address_1 street address_line1 address_line_1 street_address
line2: address2 address_2 address_line2 address_line_2
city: town
region: state district province county state_province
postal_code: zip zip_code zipcode postcode postal
country: country_code country_region
birth_date: birthday birthdate dob date_of_birth born born_on date_of_birth
hired_on: hire_date hired_at hired
quantity: qty
unit_price: price cost item_price
price: cost amount unit_price rate
total: total_amount grand_total amount
number: no num nr code
code: abbreviation abbr iso_code short_code
status: state
kind: type category
role: access level
position: sort_order sort order ordering rank ordinal idx index seq sequence line line_no
starts_at: start start_at start_time start_date starts begin begins dtstart from rental_date check_in pickup_date begin_date
ends_at: end end_at end_time end_date ends finish dtend due until return_date check_out dropoff_date
expires_at: expires expire expiry expiration expires_on expiration_date not_after valid_until expire_at expiration t_expiration
token_hash: token hash auth_token session_token access_token refresh_token secret
last_seen_at: last_login last_login_at last_seen last_active last_activity last_used last_used_at last_access
ip_address: ip ip_addr remote_ip remote_addr login_ip
user_agent: agent browser
size_bytes: size file_size filesize bytes length byte_size
mime_type: mimetype content_type media_type format
duration_seconds: duration milliseconds length_seconds runtime
locale: language lang
timezone: time_zone tz
active: enabled is_active is_enabled activebool active_flag
public: is_public visibility shared
admin: is_admin superuser is_superuser
key: name identifier
value: val setting content
settings: preferences prefs config configuration options parameters params
metadata: meta data payload extra properties attributes
ordered_at: order_date placed_at date
placed_at: order_date ordered_at date
issued_on: invoice_date issue_date issued date
shipped_at: ship_date shipped_date shipped_on
due_on: due_date required_date due due_at
paid_at: payment_date paid_on paid_date date
loaned_at: rental_date borrowed_at
returned_at: return_date returned_on
job_title: title position contact_title
contact_name: contact
published_on: release_date published release_year publication_date publish_date
stock: units_in_stock in_stock on_hand quantity_on_hand units_in_stock
slug: path_name permalink handle
level: priority
account_manager: support_rep sales_rep representative
employee: staff clerk cashier
visibility: public
shipping_cost: freight shipping
reorder_level: min_stock
unit: quantity_per_unit unit_of_measure
logo_url: logo image
image_url: image picture photo thumbnail
photo_url: photo picture image photo_path avatar
required_on: required_date needed_by due_date
storage_key: path file_path object_key reference
alt_text: alt alternative_text
action: event event_type
changes: event_data details data payload
details: data payload
key_hash: secret key token api_key
emoji: reaction type reaction_type
provider_account_id: provider_uid external_id extern_uid subject uid
assignee: assigned assigned_to
owner: creator author user manager
user: creator owner author member person account
uploader: creator author user owner
author: creator user poster writer owner created
finished_at: t_finished finish_time finished ended_at completed_at
started_at: t_started start_time started
`;

const byWord = new Map<string, Set<string>>();
for (const line of LINES.trim().split("\n")) {
  const [head = "", rest = ""] = line.split(": ");
  for (const word of [head, ...rest.split(" ")]) {
    const groups = byWord.get(word) ?? new Set();
    byWord.set(word, groups.add(head));
  }
}

/** What stands in front of the parts of an address. */
const ROLES: readonly (readonly [RegExp, string])[] = [
  [/^(ship|shipping|delivery)_/, "shipping_"],
  [/^(bill|billing|invoice)_/, "billing_"],
];

/** The meanings that a snake_case name may have: itself, and the lines that it stands in. */
export function meanings(name: string): ReadonlySet<string> {
  const found = new Set([name, ...(byWord.get(name) ?? [])]);
  for (const [pattern, role] of ROLES) {
    const rest = name.replace(pattern, "");
    if (rest !== name) for (const meaning of [rest, ...(byWord.get(rest) ?? [])]) found.add(role + meaning);
  }
  return found;
}
