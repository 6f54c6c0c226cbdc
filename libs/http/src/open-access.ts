import { SetMetadata, type CustomDecorator } from '@nestjs/common';

/** Set on handlers that answer everybody. */
export const OPEN_ACCESS = 'drehkreuz:open-access';

/** Answers everybody, without a key: health, the description of the API. Everything else is closed. */
export const OpenAccess = (): CustomDecorator => SetMetadata(OPEN_ACCESS, true);
