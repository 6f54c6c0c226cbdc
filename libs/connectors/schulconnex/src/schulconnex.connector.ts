import { defineConnector } from '@gateway/connector';
import { SchulconnexModule } from './schulconnex.module';
import { SchulconnexSettings } from './schulconnex.settings';
import { storage } from './storage';
import { standings } from './storage/synchronisation/standings';
import { SchulconnexUpkeep } from './use-cases/upkeep';

export const schulconnex = defineConnector({
  name: 'schulconnex',
  title: 'Schulconnex',
  specification: 'Schulconnex 1.7, Schnittstelle für Quellsysteme (liest 1.4 bis 1.8)',
  settings: SchulconnexSettings,
  module: SchulconnexModule,
  storage,
  upkeep: SchulconnexUpkeep,
  standings,
});
