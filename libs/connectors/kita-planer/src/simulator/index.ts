export { SimulatorCertificates, type ClientP12 } from './certificates';
export { KitaPlanerSimulator, type ClientWishes, type SimulatorOptions } from './kita-planer-simulator';
export type { Call } from './api/call-log';
export type { Fault, FaultKind } from './api/faults';
export type { Child, Stammdatenpruefung } from './portal/child';
export type { Datenquelle, Datensatz } from './portal/logbook';
export { DEFAULT_MODE, type Mode } from './portal/mode';
export type { Kita, Traeger } from './portal/traeger';
