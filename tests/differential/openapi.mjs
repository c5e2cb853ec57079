// Lints an OpenAPI document, read from stdin, by Redocly's strict recommendations. Prints what it has to say as
// [{"rule", "message", "place"}, …].
import { readFileSync } from "node:fs";
import { createConfig, lintFromString } from "@redocly/openapi-core";

const config = await createConfig({ extends: ["recommended-strict"] });
const said = await lintFromString({ source: readFileSync(0, "utf8"), config });
console.log(JSON.stringify(said.map(({ ruleId, message, location }) =>
  ({ rule: ruleId, message, place: location[0]?.pointer ?? "" }))));
