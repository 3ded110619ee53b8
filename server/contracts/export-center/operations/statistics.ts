import { defineOperation } from '../../operation.ts';
import { overview, statisticsQuery } from '../statistics.ts';
import { root } from './paths.ts';

export const getOverview = defineOperation({
  id: 'getOverview',
  method: 'get',
  path: `${root}/stats/overview`,
  summary: 'Throughput by profile, failures by class, durations',
  access: 'export:read',
  transport: 'json',
  query: statisticsQuery,
  success: { status: 200, description: 'Statistics of the range', schema: overview },
});

/** Every operation of the Export Center, in the order of its OpenAPI document. */
