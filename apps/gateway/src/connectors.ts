import type { Connector } from '@gateway/connector';
import { kitaPlaner } from '@connectors/kita-planer';

/** Every interface this gateway speaks. Adding one is adding its line. */
export const connectors: readonly Connector[] = [kitaPlaner];
