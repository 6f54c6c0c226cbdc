import { deflateRawSync, inflateRawSync, type ZlibOptions } from 'node:zlib';

/**
 * What records and children have in common: the names of their fields, and words that are often in them.
 * Never change it: what is stored can be read with this very text only. Another one is another {@link PACKED}.
 */
const COMMON = Buffer.from(
  `"kitaId":"KITA-","childId":"K","childGivenName":"","childFamilyName":"","childBirthDate":"20","childGender":"weiblich
"childGender":"männlich","childNationality":"","childFamilyLanguage":"","childDenomination":"","contact1Salutation":"Herr
","contact1Title":"","contact1GivenName":"","contact1FamilyName":"","contact1Street":"straße","contact1HouseNumber":"
","contact1PostalCode":"2","contact1City":"","contact1BirthDate":"19","contact1Phone1":"+49","contact1Phone2":"
","contact1Email":"@","contact1MaritalStatus":"","contact1SoleCustody":"nein","contact2Salutation":"Frau","contact2Title":"
","contact2GivenName":"","contact2FamilyName":"","contact2Street":"","contact2HouseNumber":"","contact2PostalCode":"
","contact2City":"","contact2BirthDate":"","contact2Phone1":"","contact2Phone2":"","contact2Email":"","livesWith":"
","careContactGivenName":"","careContactFamilyName":"","careContactStreet":"","careContactHouseNumber":"
","careContactPostalCode":"","careContactCity":"","careContactCountry":"","contractFrom":"20","changeFrom":"20
","terminatedOn":"","dailyHours":"","ageGroup":"","groupId":"","group":"","groupFrom":"2026-08-01","lunch":"ja"}
{"sourceRevision":"1","mainContact1":{"salutation":"Frau","givenName":"","familyName":"","address":{"street":"weg
","houseNumber":"1","postalCode":"24","city":""},"birthDate":"19","phone1":"+49","email":""},"mainContact2":{"salutation":"Herr
"},"child":{"number":"B00","externalId":"K00","givenName":"","familyName":"","birthDate":"2021-","gender":"female
"gender":"male"},"lines":[{"agreement":"BV00","line":10000,"unit":"","service":"KITA-8","area":"KITA","transfer":true,"from":"20
-08-01","to":"20-07-31","group":"G1","groupName":"","groupFrom":"2026-08-01","lunch":true,"lunch":false}]}`.replaceAll(
    '\n',
    '',
  ),
);

/** Small windows: what is packed is small, and there is one window for each. */
const OPTIONS: ZlibOptions = { dictionary: COMMON, windowBits: 12, memLevel: 4, level: 3 };

/** First byte of what is packed this way; JSON begins with a brace. */
const PACKED = 1;

/** A length in three bytes comes after it. */
const HEAD = 4;

/** In bytes: how long something is when it is sealed tells no more about it than that. */
const STEP = 32;

/** Something about a child as it is sealed: a third as long, and its length in steps. */
export function packed(content: object): Buffer {
  const plain = Buffer.from(JSON.stringify(content));
  const short = deflateRawSync(plain, OPTIONS);
  plain.fill(0);
  const all = Buffer.alloc(Math.ceil((HEAD + short.length) / STEP) * STEP);
  all[0] = PACKED;
  all.writeUIntBE(short.length, 1, 3);
  short.copy(all, HEAD);
  return all;
}

/** What was packed; earlier releases stored the JSON itself. */
export function unpacked(stored: Buffer): unknown {
  const plain =
    stored[0] === PACKED
      ? inflateRawSync(stored.subarray(HEAD, HEAD + stored.readUIntBE(1, 3)), OPTIONS)
      : stored;
  return JSON.parse(plain.toString('utf8'));
}
