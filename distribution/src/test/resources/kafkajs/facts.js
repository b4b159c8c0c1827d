// Facts about kafkajs, one per run: node facts.js BOOTSTRAP FACT
//
// A fact that does not hold throws, and the process ends with another code than 0.
'use strict';

const assert = require('node:assert');
const { CompressionCodecs, CompressionTypes, Kafka, logLevel } = require('kafkajs');

CompressionCodecs[CompressionTypes.Snappy] = require('kafkajs-snappy');

const [, , bootstrap, fact] = process.argv;
const kafka = new Kafka({ brokers: [bootstrap], clientId: 'facts', logLevel: logLevel.ERROR });
const values = Array.from({ length: 200 }, (_, i) => `value ${i}`);

/** Consumes as a member of a group until so many records have come. */
async function consume(groupId, topic, count) {
  const consumer = kafka.consumer({ groupId });
  await consumer.connect();
  await consumer.subscribe({ topic, fromBeginning: true });
  const read = [];
  await new Promise((resolve, reject) => {
    consumer.on(consumer.events.CRASH, (event) => reject(event.payload.error));
    consumer
      .run({
        eachMessage: async ({ message }) => {
          read.push(message.value.toString());
          if (read.length === count) {
            resolve();
          }
        },
      })
      .catch(reject);
  });
  await consumer.disconnect();
  return read;
}

async function produce(topic, settings, send) {
  const producer = kafka.producer({ allowAutoTopicCreation: true, ...settings });
  await producer.connect();
  await producer.send({ topic, messages: values.map((value) => ({ value })), ...send });
  await producer.disconnect();
}

const facts = {
  async codecs() {
    for (const codec of ['None', 'GZIP', 'Snappy']) {
      for (const acks of [0, 1, -1]) {
        const topic = `js-${codec}-${acks}`;
        await produce(topic, {}, { acks, compression: CompressionTypes[codec] });
        assert.deepStrictEqual(await consume(topic, topic, values.length), values);
      }
    }
  },

  async idempotence() {
    await produce('js-idempotent', { idempotent: true, maxInFlightRequests: 1 }, { acks: -1 });
    assert.deepStrictEqual(await consume('js-idempotent', 'js-idempotent', 200), values);
  },

  async groups() {
    await produce('js-resumed', {}, {});
    await consume('js-resumed', 'js-resumed', values.length);
    const producer = kafka.producer();
    await producer.connect();
    await producer.send({ topic: 'js-resumed', messages: [{ value: 'more' }] });
    await producer.disconnect();
    assert.deepStrictEqual(await consume('js-resumed', 'js-resumed', 1), ['more']);
  },

  async admin() {
    const admin = kafka.admin();
    await admin.connect();
    const topic = 'js-admin';
    const configEntries = [{ name: 'retention.ms', value: '1000000' }];
    assert(await admin.createTopics({ topics: [{ topic, numPartitions: 2, configEntries }] }));
    assert((await admin.listTopics()).includes(topic));
    const { topics } = await admin.fetchTopicMetadata({ topics: [topic] });
    assert.strictEqual(topics[0].partitions.length, 2);
    await admin.createPartitions({ topicPartitions: [{ topic, count: 3 }] });
    assert.strictEqual((await admin.fetchTopicOffsets(topic)).length, 3);
    const described = await admin.describeConfigs({
      includeSynonyms: false,
      resources: [{ type: 2, name: topic, configNames: ['retention.ms'] }],
    });
    assert.strictEqual(described.resources[0].configEntries[0].configValue, '1000000');
    const partitions = [{ partition: 0, offset: '5' }];
    await admin.setOffsets({ groupId: 'js-admin', topic, partitions });
    const offsets = await admin.fetchOffsets({ groupId: 'js-admin', topics: [topic] });
    assert.strictEqual(offsets[0].partitions.find((p) => p.partition === 0).offset, '5');
    await admin.deleteGroups(['js-admin']);
    assert.strictEqual((await admin.describeCluster()).brokers.length, 1);
    await admin.deleteTopics({ topics: [topic] });
    assert(!(await admin.listTopics()).includes(topic));
    await admin.disconnect();
  },
};

facts[fact]().then(
  () => process.exit(0),
  (failure) => {
    console.error(failure);
    process.exit(1);
  },
);
