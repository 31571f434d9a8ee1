'use strict';

function fullName(person) {
  return [person.first, person.last].filter(Boolean).join(' ');
}

module.exports = { fullName };
