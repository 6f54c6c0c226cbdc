import type { KitaPlanerSettings } from '../kita-planer.settings';
import type { KitaPlanerDrahtprofil } from './drahtprofil';
import { kpP1 } from './kp-p1';

/** Every way of speaking to the Kita-Planer, by the name the settings choose it with. */
export const profiles: Readonly<Record<KitaPlanerSettings['wireProfile'], KitaPlanerDrahtprofil>> = {
  'KP-P1': kpP1,
};
