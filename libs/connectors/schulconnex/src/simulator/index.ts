export { SchulconnexSimulator, type SimulatorOptions } from './schulconnex-simulator';
export type { Fault, Misfortune } from './api/faults';
export type { JournalEntry } from './api/journal';
export { profiles, sampleClients, type Profile, type RegisteredClient } from './state/client';
export type { Seed } from './state/seed';
