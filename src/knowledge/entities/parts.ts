/** Groups of fields that several templates share. */

type Fields = { readonly [name: string]: string };

/** A postal address in fields of its own, for designs without `Address`. */
export const ADDRESS: Fields = {
  street: "string(200)? pii=address",
  city: "string(100)?",
  region: "string(100)?",
  postalCode: "string(20)? pii=address",
  country: "country?",
};

/** The same with a word in front: `shippingStreet`. */
export function addressOf(role: string): Fields {
  return Object.fromEntries(
    Object.entries(ADDRESS).map(([name, form]) => [`${role}${name.charAt(0).toUpperCase()}${name.slice(1)}`, form]),
  );
}
