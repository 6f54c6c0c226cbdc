import type { Connector } from '@gateway/connector';
import { kitaPlaner } from '@connectors/kita-planer';
import { oso } from '@connectors/oso';

/** Every interface this gateway speaks. Adding one is adding its line. */
export const connectors: readonly Connector[] = [kitaPlaner, oso];
