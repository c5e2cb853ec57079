import { Kafka } from "kafkajs";

const [broker, topic] = process.argv.slice(2);
const consumer = new Kafka({ brokers: [broker] }).consumer({ groupId: "docket.follower.js", readUncommitted: false });
await consumer.connect();
await consumer.subscribe({ topic, fromBeginning: true });
await consumer.run({
  eachMessage: async ({ message: { headers, value } }) =>
    console.log(`${headers.ce_type} ${headers.ce_id} ${value}`),
});
