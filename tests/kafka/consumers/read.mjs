// Reads a topic to its end with kafkajs and the CloudEvents SDK, one JSON line per event.   Usage: read.mjs BROKER TOPIC
import { Kafka as CloudEvents } from "cloudevents";
import { Kafka, logLevel } from "kafkajs";

const [broker, topic] = process.argv.slice(2);
const kafka = new Kafka({ brokers: [broker], logLevel: logLevel.ERROR });
const consumer = kafka.consumer({ groupId: `docket.reader.${process.pid}`, readUncommitted: false });
const text = (headers) => Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, value.toString()]));

async function ends() {
  const admin = kafka.admin();
  await admin.connect();
  const offsets = await admin.fetchTopicOffsets(topic);
  await admin.disconnect();
  return new Map(offsets.filter(({ low, high }) => low !== high).map(({ partition, high }) => [partition, BigInt(high)]));
}

// A batch of aborted messages or transaction markers alone is seen here too, and nowhere else.
function until_end(unread) {
  return new Promise((resolve, reject) => {
    if (!unread.size) resolve();
    consumer.on(consumer.events.END_BATCH_PROCESS, ({ payload: { partition, lastOffset } }) => {
      if (BigInt(lastOffset) + 1n >= unread.get(partition)) unread.delete(partition);
      if (!unread.size) resolve();
    });
    consumer.on(consumer.events.CRASH, ({ payload }) => reject(payload.error));
    setTimeout(() => reject(new Error(`partitions ${[...unread.keys()]} are not at their end after 60 s`)), 60_000).unref();
  });
}

const end = until_end(await ends());
await consumer.connect();
await consumer.subscribe({ topic, fromBeginning: true });
await consumer.run({
  eachMessage: async ({ partition, message }) => {
    const { key, value, headers, offset } = message;
    const event = CloudEvents.toEvent({ headers: text(headers), key: key.toString(), value: value.toString() });
    event.validate();
    console.log(JSON.stringify({ partition, offset: Number(offset), key: key.toString(), ...event.toJSON() }));
  },
});
await end;
await consumer.disconnect();
