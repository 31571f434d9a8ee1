'use strict';

const names = require('./names');

function greeting(person) {
  return `Hello, ${names.fullName(person)}!`;
}

function farewell(person) {
  return `Goodbye, ${names.fullName(person)}.`;
}

module.exports = { greeting, farewell };
