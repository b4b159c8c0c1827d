// Produces while a broker of the cluster is killed, then reads it all back: node failover.js BOOTSTRAP TOPIC
//
// Prints "produced" after each hundred records, and waits for a line of standard input before the
// next; so whoever runs it knows when to do what. Ends with another code than 0 when a record that
// was acknowledged is not there.
'use strict';

const assert = require('node:assert');
const readline = require('node:readline');
const { Kafka, logLevel } = require('kafkajs');

const [, , bootstrap, topic] = process.argv;
const kafka = new Kafka({
  brokers: bootstrap.split(','),
  clientId: 'failover',
  logLevel: logLevel.NOTHING,
  retry: { initialRetryTime: 100, maxRetryTime: 1000, retries: 200 },
});
const HUNDREDS = 3;

async function produce() {
  const lines = readline.createInterface({ input: process.stdin })[Symbol.asyncIterator]();
  const producer = kafka.producer();
  await producer.connect();
  const values = [];
  for (let hundred = 0; hundred < HUNDREDS; hundred++) {
    for (let i = 0; i < 100; i++) {
      const value = `${hundred}/${i}`;
      await producer.send({ topic, acks: -1, messages: [{ key: value, value }] });
      values.push(value);
    }
    console.log('produced');
    await lines.next();
  }
  await producer.disconnect();
  return values;
}

async function consume(wanted) {
  const consumer = kafka.consumer({ groupId: 'failover' });
  await consumer.connect();
  await consumer.subscribe({ topic, fromBeginning: true });
  const missing = new Set(wanted);
  await new Promise((resolve, reject) => {
    consumer.on(consumer.events.CRASH, (event) => {
      if (!event.payload.restart) {
        reject(event.payload.error);
      }
    });
    consumer
      .run({
        eachMessage: async ({ message }) => {
          missing.delete(message.value.toString());
          if (missing.size === 0) {
            resolve();
          }
        },
      })
      .catch(reject);
  });
  await consumer.disconnect();
}

(async () => {
  const values = await produce();
  assert.strictEqual(values.length, 100 * HUNDREDS);
  await consume(values);
  process.exit(0);
})().catch((error) => {
  console.error(error);
  process.exit(1);
});
