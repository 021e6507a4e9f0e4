import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource, type EntityManager } from 'typeorm';
import type { StaffActor } from '../../kernel/access/actor';
import { Clock } from '../../kernel/clock/clock';
import { isDuplicate, isMissingReference, isReferenced } from '../../kernel/db/transaction';
import { FieldRefused } from '../../kernel/forms/field-refused';
import { Conflict, NotFound } from '../../kernel/http/errors';
import { oncePerPost, type Post } from '../../kernel/http/post';
import { changesBetween } from '../activity/activity';
import { ActivityLog } from '../activity/activity.log';
import { Product } from './product.entity';
import type { ProductForm } from './product.form';

type ProductValues = Pick<Product, 'kind' | 'name' | 'description' | 'unit' | 'price' | 'taxRateId' | 'active'>;

/** Keeps the catalogue. */
@Injectable()
export class ProductsService {
  constructor(
    @InjectDataSource() private readonly dataSource: DataSource,
    private readonly clock: Clock,
    private readonly activity: ActivityLog,
  ) {}

  /** @throws FieldRefused for a name that is taken or a tax rate that is gone. */
  create(actor: StaffActor, post: Post, form: ProductForm): Promise<string> {
    return oncePerPost(this.dataSource, post, async (tx) => {
      const now = this.clock.now();
      const inserted = await tx.insert(Product, { ...valuesOf(form), createdAt: now, updatedAt: now }).catch((error: unknown) => refuse(error, form));
      const id = String(inserted.identifiers[0].id);
      await this.activity.record(tx, { actor, at: now, action: 'product.created', subject: { kind: 'product', id, name: form.name } });
      return `/admin/products/${id}`;
    });
  }

  /** @throws Conflict when somebody else saved it since; FieldRefused as `create`. */
  edit(actor: StaffActor, post: Post, id: string, form: ProductForm): Promise<string> {
    return oncePerPost(this.dataSource, post, async (tx) => {
      const before = await find(tx, id);
      if (before.version !== form.version) throw new Conflict({ key: 'catalogue.changed.title' });
      await this.write(tx, actor, before, valuesOf(form), 'product.edited', form);
      return `/admin/products/${id}`;
    });
  }

  /** Offers it in forms again, or no more. */
  setActive(actor: StaffActor, post: Post, id: string, active: boolean): Promise<string> {
    return oncePerPost(this.dataSource, post, async (tx) => {
      const before = await find(tx, id);
      await this.write(tx, actor, before, { active }, active ? 'product.activated' : 'product.deactivated');
      return `/admin/products/${id}`;
    });
  }

  /** @throws Conflict while customers have it. */
  delete(actor: StaffActor, post: Post, id: string): Promise<string> {
    return oncePerPost(this.dataSource, post, async (tx) => {
      const { name } = await find(tx, id);
      const result = await tx.delete(Product, { id }).catch((error: unknown) => {
        throw isReferenced(error) ? new Conflict({ key: 'catalogue.delete.used' }) : error;
      });
      if (result.affected !== 1) throw new NotFound();
      await this.activity.record(tx, { actor, at: this.clock.now(), action: 'product.deleted', subject: { kind: 'product', id, name } });
      return '/admin/products';
    });
  }

  private async write(tx: EntityManager, actor: StaffActor, before: Product, values: Partial<ProductValues>, action: string, form?: ProductForm): Promise<void> {
    const now = this.clock.now();
    const { id, version } = before;
    const changes = changesBetween(comparable(before), comparable(values));
    if (!changes) return;
    const result = await tx
      .update(Product, { id, version }, { ...values, version: version + 1, updatedAt: now })
      .catch((error: unknown) => refuse(error, form ?? before));
    if (result.affected !== 1) throw new Conflict({ key: 'catalogue.changed.title' });
    await this.activity.record(tx, { actor, at: now, action, subject: { kind: 'product', id, name: values.name ?? before.name }, changes });
  }
}

async function find(tx: EntityManager, id: string): Promise<Product> {
  const product = await tx.findOneBy(Product, { id });
  if (!product) throw new NotFound();
  return product;
}

function valuesOf({ kind, name, description, unit, price, taxRateId, active }: ProductForm): ProductValues {
  return { kind, name, description, unit, price, taxRateId, active };
}

/** Prices compare as numbers: the database gives `12.5000` for what was typed as `12.50`. */
function comparable<T extends Partial<ProductValues>>(values: T): T {
  const { price } = values;
  return price === undefined || price === null ? values : { ...values, price: price.includes('.') ? price.replace(/\.?0+$/, '') : price };
}

function refuse(error: unknown, { name }: { name: string }): never {
  if (isDuplicate(error, 'products_name')) throw new FieldRefused('name', { key: 'errors.taken', params: { name } });
  throw isMissingReference(error) ? new FieldRefused('taxRateId', { key: 'errors.choice' }) : error;
}
