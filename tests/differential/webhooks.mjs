// Verifies deliveries of web hooks with the library of Standard Webhooks. Reads a JSON list of {secret, headers, body} from
// stdin and prints a list: "verified", or why not.
import {readFileSync} from 'node:fs';
import {Webhook} from 'standardwebhooks';

const deliveries = JSON.parse(readFileSync(0, 'utf8'));
console.log(JSON.stringify(deliveries.map(({secret, headers, body}) => {
  try {
    new Webhook(secret).verify(body, headers);
    return 'verified';
  } catch (error) {
    return error.message;
  }
})));
