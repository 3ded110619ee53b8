import { HttpClient } from '@angular/common/http';
import { inject, Service } from '@angular/core';
import { firstValueFrom } from 'rxjs';
import type { SigningKey } from '../../../../server/contracts/export-center/keys.ts';
import { asOperator } from '../../operator/operator-action.ts';
import { tenantResource } from '../../session/tenant-resource.ts';
import type { Loaded } from '../../shared/util/loaded.ts';

const url = '/api/export/keys';

export interface SigningKeys {
  readonly items: readonly SigningKey[];
}

/** Signing keys of the selected tenant. The only file of this area that knows their URL. */
@Service()
export class KeysClient {
  readonly #http = inject(HttpClient);

  /** The current one first. Needs an injection context. */
  keys(): Loaded<SigningKeys> {
    return tenantResource<SigningKeys>(() => ({ url }), { isEmpty: ({ items }) => items.length === 0 });
  }

  /** Undefined when the person declined to give a reason. */
  rotate(): Promise<SigningKeys | undefined> {
    const context = asOperator('Rotate the signing key');
    const answer = this.#http.post<SigningKeys>(`${url}/rotate`, null, { context });
    return firstValueFrom(answer, { defaultValue: undefined });
  }
}
