import { at, fieldsAt, listAt } from '../object.js';
import { age, containers, row, selector, since, text } from './cells.js';
import { parseSchedule, ScheduleError } from './cron-schedule.js';
import type { Field } from './field.js';
import { checkJobSpec } from './job.js';
import { kind } from './kind.js';
import { dnsSubdomain } from './names.js';
import { fill } from './type-defaults.js';
import { specOf } from './workload.js';

/** The names of its jobs get eleven characters more. */
const MOST_CHARACTERS = 52;

function checkSchedule(schedule: Field): void {
  if (!schedule.needed()) return;
  if (/TZ/.test(schedule.text)) schedule.invalid('cannot use TZ or CRON_TZ in schedule, use timeZone field instead');
  else {
    try {
      parseSchedule(schedule.text);
    } catch (error) {
      if (!(error instanceof ScheduleError)) throw error;
      schedule.invalid(error.message);
    }
  }
}

function checkTimeZone(zone: Field): void {
  if (!zone.given) return;
  try {
    new Intl.DateTimeFormat('en', { timeZone: zone.text });
  } catch {
    zone.invalid(`unknown time zone ${zone.text}`);
  }
}

export const cronJob = kind('batch/v1', 'CronJob', {
  desired: specOf,
  nameFaults: (name) => [
    ...dnsSubdomain(name),
    ...(name.length > MOST_CHARACTERS ? [`must be no more than ${MOST_CHARACTERS} characters`] : []),
  ],
  cells: row(
    text('spec.schedule'),
    text('spec.timeZone', '<none>'),
    (object) => (at(object, 'spec', 'suspend') === true ? 'True' : 'False'),
    (object) => listAt(object, 'status', 'active').length,
    since('status.lastScheduleTime', '<none>'),
    age,
    containers('spec.jobTemplate.spec.template.spec'),
    selector('spec.jobTemplate.spec.selector'),
  ),
  defaults: (draft) => {
    const spec = fieldsAt(draft, 'spec');
    fill(spec, {
      concurrencyPolicy: 'Allow',
      suspend: false,
      successfulJobsHistoryLimit: 3,
      failedJobsHistoryLimit: 1,
    });
  },
  validate: (object) => {
    const spec = object.at('spec');
    checkSchedule(spec.at('schedule'));
    spec.notNegative('startingDeadlineSeconds');
    checkTimeZone(spec.at('timeZone'));
    spec.at('concurrencyPolicy').oneOf(['Allow', 'Forbid', 'Replace']);
    checkJobSpec(spec.at('jobTemplate.spec'));
    spec.notNegative('successfulJobsHistoryLimit', 'failedJobsHistoryLimit');
  },
});
