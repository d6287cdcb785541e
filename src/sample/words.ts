/** The words that sample values are made of. Nobody real: common names, domains and numbers kept free for examples. */

const list = (text: string): readonly string[] => text.trim().split(/\s*,\s*/);

export const FIRST_NAMES = list(`
  Anna, Ben, Clara, David, Elena, Felix, Grace, Hugo, Ida, Jonas, Karim, Lena, Mateo, Nora, Omar, Priya, Quinn, Rosa,
  Samuel, Tara, Umar, Vera, Walter, Ximena, Yuki, Zoe, Amara, Bruno, Chloe, Diego, Emil, Fatima, Greta, Henrik, Ines`);

export const LAST_NAMES = list(`
  Keller, Moreau, Novak, Okafor, Larsen, Silva, Tanaka, Weber, Rossi, Fischer, Dubois, Haddad, Ivanova, Jensen, Kowalski,
  Lindgren, Mendez, Nguyen, Olsen, Patel, Reyes, Schmidt, Torres, Usman, Vargas, Wagner, Yilmaz, Zimmer, Brandt, Costa`);

/** Domains that no one can own (RFC 2606). */
export const DOMAINS = list("example.com, example.org, example.net");

export const COMPANIES = list(`
  Northwind Trading, Blue Harbor, Alder & Sons, Copperleaf, Brightwater, Stonebridge, Fernhill, Silverline, Oakmont,
  Redwood Supply, Lakeside Foods, Summit Tools, Clearview, Harvest Lane, Ironwood, Meadowlark, Granite Works, Sunfield`);

export const PRODUCTS = list(`
  Oak Table, Steel Kettle, Wool Blanket, Desk Lamp, Canvas Bag, Ceramic Mug, Garden Chair, Travel Pillow, Glass Vase,
  Bread Knife, Running Shoes, Rain Jacket, Water Bottle, Wall Clock, Picnic Basket, Cotton Shirt, Leather Belt, Notebook`);

export const TOPICS = list(`
  Travel, Cooking, Music, Sports, Science, History, Gardening, Photography, Design, Health, Economy, Literature, Film,
  Nature, Technology, Education, Fashion, Architecture, Theatre, Astronomy`);

export const ADJECTIVES = list(`
  quiet, amber, early, open, gentle, bright, northern, hidden, simple, steady, distant, golden, careful, patient, clear,
  winding, modern, small, warm, silver, broad, lively`);

export const NOUNS = list(`
  lantern, river, window, harbor, garden, letter, bridge, morning, journey, orchard, compass, meadow, market, station,
  feather, island, ladder, mirror, canvas, valley, signal, thread`);

export const SENTENCES = list(`
  The first draft is ready for review, Delivered on time and as described, Please call before noon, Works well in small
  rooms, The meeting was moved to Thursday, A short walk from the station, Everything arrived in good order, Ask at the
  front desk, Checked twice and found correct, To be continued next week, Best kept in a dry place, Many thanks for the
  quick answer`).map((text) => `${text.replace(/\s+/g, " ")}.`);

export const CITIES = list(`
  Lisbon, Vienna, Oslo, Kyoto, Toronto, Lyon, Bologna, Hamburg, Porto, Utrecht, Bergen, Krakow, Nairobi, Lima, Austin,
  Melbourne, Dublin, Ghent, Tallinn, Zurich`);

export const REGIONS = list(`
  Bavaria, Ontario, Tuscany, Victoria, Oregon, Normandy, Catalonia, Bergen County, Zealand, Tyrol, Wales, Galicia`);

export const STREETS = list(`
  Main Street, Station Road, Mill Lane, Harbor Street, Oak Avenue, Church Road, Garden Way, Bridge Street, Market Square,
  Hill Road, Park Avenue, River Walk`);

/** Name, ISO 3166-1 alpha-2 and alpha-3. */
export const COUNTRIES: readonly (readonly [string, string, string])[] = [
  ["Austria", "AT", "AUT"],
  ["Brazil", "BR", "BRA"],
  ["Canada", "CA", "CAN"],
  ["Denmark", "DK", "DNK"],
  ["Estonia", "EE", "EST"],
  ["France", "FR", "FRA"],
  ["Germany", "DE", "DEU"],
  ["India", "IN", "IND"],
  ["Japan", "JP", "JPN"],
  ["Kenya", "KE", "KEN"],
  ["Mexico", "MX", "MEX"],
  ["Norway", "NO", "NOR"],
  ["Portugal", "PT", "PRT"],
  ["Spain", "ES", "ESP"],
  ["Switzerland", "CH", "CHE"],
];

export const CURRENCIES = list("EUR, USD, GBP, CHF, JPY, SEK, NOK, CAD, AUD, BRL");
export const LOCALES = list("en, de, fr, es, it, pt, ja, nl, sv, pl");
export const LANGUAGES = list(
  "English, German, French, Spanish, Italian, Portuguese, Japanese, Dutch, Swedish, Polish",
);
export const ZONES = list("UTC, Europe/Berlin, Europe/Paris, America/New_York, Asia/Tokyo, Australia/Sydney");
export const COLORS = list("#1b998b, #2d3047, #fffd82, #ff9b71, #e84855, #3a86ff, #8338ec, #ffbe0b, #fb5607, #06d6a0");
export const COLOR_NAMES = list("red, green, blue, amber, teal, violet, grey, white, black, brown");
export const MIME_TYPES = list("image/png, image/jpeg, application/pdf, text/plain, text/csv, video/mp4");
export const ENDINGS = list("png, jpg, pdf, txt, csv, mp4");
export const JOBS = list("Engineer, Teacher, Nurse, Designer, Analyst, Cook, Driver, Editor, Manager, Librarian");
export const UNITS = list("kg, g, l, m, cm, pcs, box, h");
export const STATES = list("active, draft, pending, done, archived");
export const KINDS = list("standard, basic, extra, special, internal");
export const GENDERS = list("female, male, other");
export const AGENTS = list("ExampleBrowser/1.0, ExampleClient/2.3, ExampleBot/0.9");
