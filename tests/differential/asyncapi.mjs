// Reads {"document", "events"} from stdin: the AsyncAPI document as text and CloudEvents of a running server. Prints what
// the official parser has to say about the document, and what the schema of its type says about each event's data, as
// {"diagnostics": […], "verdicts": [null or a sentence, …]}.
import { readFileSync } from "node:fs";
import { Parser } from "@asyncapi/parser";
import Ajv from "ajv";

const { document, events } = JSON.parse(readFileSync(0, "utf8"));
const { diagnostics } = await new Parser().parse(document);
const { messages = {}, schemas = {} } = JSON.parse(document).components ?? {};

// The binding speaks of headers; an event from HTTP has the same attributes without `ce_`.
function as_message({ data, datacontenttype, ...attributes }) {
  const headers = Object.fromEntries(Object.entries(attributes).map(([name, value]) => [`ce_${name}`, value]));
  return { headers: { "content-type": datacontenttype, ...headers }, payload: data };
}

const ajv = new Ajv({ strict: false, allErrors: true, validateFormats: false });
ajv.addSchema({ $id: "asyncapi", components: { schemas } });
const validators = new Map(Object.values(messages).map(({ name, headers, payload }) =>
  [name, ajv.compile({ $id: name, type: "object", required: ["headers", "payload"],
                       properties: { headers: absolute(headers), payload: absolute(payload) } })]));

function absolute(schema) {
  return JSON.parse(JSON.stringify(schema).replaceAll('"$ref":"#/', '"$ref":"asyncapi#/'));
}

const verdicts = events.map((event) => {
  const validate = validators.get(event.type);
  if (!validate) return `no message of type ${event.type}`;
  return validate(as_message(event)) ? null : ajv.errorsText(validate.errors);
});
console.log(JSON.stringify({ diagnostics: diagnostics.map(({ code, path, message }) => ({ code, path, message })), verdicts }));
