// zod probes `new Function`, which the content security policy reports; this switches the probe off before zod is loaded.
Object.assign(globalThis, { __zod_globalConfig: { jitless: true } });

import { bootstrapApplication } from '@angular/platform-browser';
import { AppComponent } from './app/app.component.ts';
import { appConfig } from './app/app.config.ts';

await bootstrapApplication(AppComponent, appConfig);
