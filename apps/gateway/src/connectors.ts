import type { Connector } from '@gateway/connector';
import { kitaPlaner } from '@connectors/kita-planer';
import { oso } from '@connectors/oso';
import { schulconnex } from '@connectors/schulconnex';

/** Every interface this gateway speaks. Adding one is adding its line. */
export const connectors: readonly Connector[] = [kitaPlaner, oso, schulconnex];
