import { Injectable } from '@nestjs/common';
import { readForm, type FormResult, type Typed } from '../../../kernel/forms/read-form';
import type { Message } from '../../../kernel/i18n/message';
import { isLanguage, languages } from '../../../kernel/reference/languages';
import { SettingsStore } from '../../settings/settings.store';
import { EMPTY_DETAILS } from '../customer-details';
import { CustomerNewGroup } from './customer-new-group';
import { typedSteps } from '../customer-snapshot';
import type { CustomerStep, InputPart, StepAct, StepContext } from './customer-steps';
import { CustomerStepChoices } from './customer-steps.queries';
import { MISSING, NOT_IN_LIST, typedList, typedText, withErrors } from './customer-steps.read';
import { GeneralForm } from './customer.form';

/** Beyond so many a list is a scrolling one instead of a tick each. */
const MANY = 30;

/** Step General: who the customer is and how it is reached (CUS-7, CUS-9). */
@Injectable()
export class GeneralStep implements CustomerStep<InputPart> {
  readonly key = 'general';
  readonly title = 'customers.steps.general.title';
  readonly hint = 'customers.steps.general.hint';
  readonly view = 'customers/steps/general';
  readonly labels = 'customers.fields';
  readonly order = 10;
  readonly optional = false;

  constructor(
    private readonly settings: SettingsStore,
    private readonly lists: CustomerStepChoices,
    private readonly newGroup: CustomerNewGroup,
  ) {}

  async preset(context: StepContext): Promise<Typed> {
    if (context.base.general) return context.base.general;
    const { defaultGroupId } = this.settings.all();
    const empty = { details: EMPTY_DETAILS, number: null, groupIds: defaultGroupId ? [defaultGroupId] : [], productIds: [], shippingAddresses: [] };
    return typedSteps(empty).general;
  }

  async choices(context: StepContext, typed: Typed): Promise<object> {
    const kept = (field: string): readonly string[] => typedList(context.base.general ?? {}, field);
    const [groups, products] = await Promise.all([this.lists.list('groups', kept('groupIds')), this.lists.list('products', kept('productIds'))]);
    return {
      isPerson: typedText(typed, 'type') === 'person',
      groups, groupRequired: this.settings.all().groupRequired, manyGroups: groups.length > MANY,
      mayAddGroup: context.actor.may('groups.create'),
      products, manyProducts: products.length > MANY,
      languages: languages(context.language).map(({ code, name }) => ({ value: code, label: name })),
      systemLanguage: languages(context.language).find(({ code }) => code === this.settings.all().language)?.name ?? '',
      isNew: context.customerId === null,
      pictureUrl: context.pictureId ? `/admin/files/${context.pictureId}` : null,
    };
  }

  async read(body: unknown, context: StepContext): Promise<FormResult<InputPart>> {
    const result = readForm(GeneralForm, body);
    const { typed } = result;
    const base = context.base.general ?? {};
    const checked = withErrors(result, {
      ...nameProblems(typed),
      number: context.customerId !== null && typedText(typed, 'number') === '' ? MISSING : null,
      groupIds: await this.groupProblem(typedList(typed, 'groupIds'), typedList(base, 'groupIds')),
      productIds: await this.listProblem('products', typedList(typed, 'productIds'), typedList(base, 'productIds')),
      language: [typedText(base, 'language'), ''].includes(typedText(typed, 'language')) || isLanguage(typedText(typed, 'language')) ? null : NOT_IN_LIST,
    });
    if (!checked.ok) return checked;
    const { number, groupIds, newGroup: _notKept, productIds, insight, ...details } = checked.value;
    return { ok: true, typed, value: { details, number, groupIds, productIds, insight: context.customerId === null ? insight : null } };
  }

  contribute(value: InputPart): InputPart {
    return value;
  }

  async act(action: string, typed: Typed, context: StepContext): Promise<StepAct | null> {
    if (action !== 'add-group') return null;
    const added = await this.newGroup.add(context.actor, typedText(typed, 'newGroup'));
    if (!added.ok) return { typed, errors: { newGroup: added.problem }, field: 'newGroup' };
    return { typed: { ...typed, newGroup: '', groupIds: [...new Set([...typedList(typed, 'groupIds'), added.id])] }, field: 'groupIds' };
  }

  private async groupProblem(ids: readonly string[], kept: readonly string[]): Promise<Message | null> {
    if (ids.length === 0) return this.settings.all().groupRequired ? { key: 'customers.errors.groupMissing' } : null;
    return this.listProblem('groups', ids, kept);
  }

  private async listProblem(list: 'groups' | 'products', ids: readonly string[], kept: readonly string[]): Promise<Message | null> {
    if (!ids.every((id) => /^[1-9]\d{0,18}$/.test(id))) return NOT_IN_LIST;
    return (await this.lists.allowed(list, ids, kept)) ? null : NOT_IN_LIST;
  }
}

/** A company has its name, a person a first or a last one (CUS-7). */
export function nameProblems(typed: Typed): Record<string, Message | null> {
  if (typedText(typed, 'type') === 'person') {
    const named = typedText(typed, 'firstName') !== '' || typedText(typed, 'lastName') !== '';
    return { firstName: named ? null : { key: 'customers.errors.personName' } };
  }
  return { companyName: typedText(typed, 'companyName') === '' ? MISSING : null };
}
