import type { Actor } from '@gateway/audit';
import type { Connection, Trigger } from '@gateway/connector';
import { plainToInstance } from 'class-transformer';
import { KitaPlanerSettings } from '../kita-planer.settings';

/** Everything a use case needs to know about whose work it does, for one connection. */
export interface Context {
  readonly tenant: string;
  readonly connection: string;
  readonly settings: KitaPlanerSettings;
  readonly actor: Actor;
  readonly trigger: Trigger;
  /** The run this is part of; real-time transfers have none. */
  readonly run?: string | undefined;
}

/** Settings were checked when they were saved; defaults of later versions are filled in here. */
export const settingsOf = (connection: Pick<Connection, 'settings'>): KitaPlanerSettings =>
  plainToInstance(KitaPlanerSettings, connection.settings, { exposeDefaultValues: true });

/** The interface's own words for what set something off (chapter 5.8). */
export const ausloeser: Readonly<Record<Trigger, string>> = {
  schedule: 'ZEITPLAN',
  person: 'ANWENDER',
  'real-time': 'ECHTZEIT',
  retry: 'WIEDERHOLUNG',
};
