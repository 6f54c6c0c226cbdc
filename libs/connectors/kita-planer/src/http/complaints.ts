import { InputInvalid, type FieldError } from '@gateway/http';
import type { CareRecord } from '../domain/care-record';
import { readManyCareRecords, type Complaint } from '../source/read-care-records';

const messages: Readonly<Record<Complaint['code'], string>> = {
  FIELD_UNKNOWN: 'There is no field of this name',
  FIELD_REQUIRED: 'This field is required',
  TYPE_INVALID: 'This is not the kind of value that belongs here',
  TEXT_INVALID: 'The text has control characters or half a character',
  TEXT_TOO_LONG: 'The text is too long',
  DATE_INVALID: 'Not a day of the calendar as YYYY-MM-DD, or later than today where it must not be',
  NUMBER_INVALID: 'Not a whole number from 0',
  VALUE_UNKNOWN: 'Not one of the values this field may have',
  LIST_TOO_LONG: 'The list is too long',
  LINE_DUPLICATE: 'This line is there twice',
  JSON_TOO_COMPLEX: 'Nested too deeply',
};

/** The tenant is in the path; in a body it would be a wish nobody checks (abuse case 13). */
const TENANT = /\/tenant_?(id)?$/i;

/** A complaint as the API tells it; `from` is what stands before the record in the body. */
export function fieldErrorOf({ pointer, code }: Complaint, from: string): FieldError {
  const field = pointer.replace(/^\/\d+/, (index) => (from === '' ? '' : `${from}${index}`));
  return code === 'FIELD_UNKNOWN' && TENANT.test(pointer)
    ? { field, code: 'FIELD_NOT_ALLOWED', message: 'The tenant is given by the path alone' }
    : { field, code, message: messages[code] };
}

/** @throws {InputInvalid} naming everything that is wrong, unless nothing is */
export async function careRecordsFrom(list: readonly unknown[], from: string): Promise<CareRecord[]> {
  const { records, complaints } = await readManyCareRecords(list);
  const [first, ...others] = complaints.map((complaint) => fieldErrorOf(complaint, from));
  if (first) throw new InputInvalid([first, ...others.slice(0, 199)]);
  return records;
}
