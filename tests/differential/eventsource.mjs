// Listens to a stream with another implementation of EventSource and prints, a line for each event, its id and its data.
// Ends after `count` events.   node eventsource.mjs URL TOKEN COUNT
import {EventSource} from 'eventsource';

const [url, token, count] = process.argv.slice(2);
const source = new EventSource(url, {
  fetch: (input, init) => fetch(input, {...init, headers: {...init.headers, Authorization: `Bearer ${token}`}}),
});
let heard = 0;
source.onopen = () => console.log('open');
source.onmessage = (event) => {
  console.log(`${event.lastEventId} ${event.data}`);
  if (++heard === Number(count)) {
    source.close();
    process.exit(0);
  }
};
