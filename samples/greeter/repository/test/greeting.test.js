'use strict';

const assert = require('node:assert');
const { test } = require('node:test');
const { greeting, farewell } = require('../src/greeting');

test('greets by first and last name', () => {
  assert.strictEqual(greeting({ first: 'Ada', last: 'Lovelace' }), 'Hello, Ada Lovelace!');
});

test('greets by one name', () => {
  assert.strictEqual(greeting({ first: 'Plato' }), 'Hello, Plato!');
});

test('says goodbye', () => {
  assert.strictEqual(farewell({ first: 'Ada', last: 'Lovelace' }), 'Goodbye, Ada Lovelace.');
});
