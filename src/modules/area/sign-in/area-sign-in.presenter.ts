import type { Message } from '../../../kernel/i18n/message';
import type { SettingValues } from '../../settings/setting-values';
import type { AreaSignInResult } from './area-sign-in.service';

/** What `views/area/sign-in.hbs` shows. The password is never shown again. */
export function areaSignInPage(values: Record<string, unknown>, { registrationOpen }: Pick<SettingValues, 'registrationOpen'>, problem: Message | null = null) {
  return { form: { values: { email: values.email ?? '', password: '' }, errors: {} }, next: values.next, problem, registration: registrationOpen };
}

/** One sentence for unknown, wrong and inactive alike; another one only for having to wait. */
export function areaSignInProblem(result: AreaSignInResult): Message {
  if (!result.ok && result.waitSeconds > 0) return { key: 'area.signIn.wait', params: { count: Math.ceil(result.waitSeconds / 60) } };
  return { key: 'area.signIn.noMatch' };
}
