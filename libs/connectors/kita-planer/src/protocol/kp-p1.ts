import type { KitaPlanerDrahtprofil } from './drahtprofil';
import { encodeCall } from './encode';
import { readAnswer } from './read-answer';

/** The provisional profile: path, names and envelope mirror what is published of the export direction. */
export const kpP1: KitaPlanerDrahtprofil = { name: 'KP-P1', kodieren: encodeCall, dekodieren: readAnswer };
