export { SchemaforgeError } from "./model/errors.ts";
