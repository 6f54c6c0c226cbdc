import { defineConnector } from '@gateway/connector';
import { KitaPlanerModule } from './kita-planer.module';
import { KitaPlanerSettings } from './kita-planer.settings';
import { storage } from './storage';
import { KitaPlanerUpkeep } from './use-cases/upkeep';

export const kitaPlaner = defineConnector({
  name: 'kita-planer',
  title: 'Kita-Planer',
  specification: 'Kita-Planer 2, Schnittstelle Import (vorläufiges Drahtprofil KP-P1)',
  settings: KitaPlanerSettings,
  module: KitaPlanerModule,
  storage,
  upkeep: KitaPlanerUpkeep,
});
