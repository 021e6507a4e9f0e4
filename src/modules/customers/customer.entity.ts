import { Column, Entity, PrimaryGeneratedColumn } from 'typeorm';
import type { CustomerType, DiscountKind } from './customer-details';

/** A company or a person we sell to. What people type is described in `customer-details.ts`. */
@Entity('customers')
export class Customer {
  @PrimaryGeneratedColumn({ type: 'bigint', unsigned: true })
  id!: string;

  @Column({ type: 'varchar', length: 40 })
  number!: string;

  @Column({ name: 'number_key', type: 'varchar', length: 40, nullable: true })
  numberKey!: string | null;

  @Column({ name: 'number_order', type: 'bigint', unsigned: true, default: 0 })
  numberOrder!: string;

  @Column({ type: 'varchar', length: 16 })
  type!: CustomerType;

  @Column({ name: 'company_name', type: 'varchar', length: 255, nullable: true })
  companyName!: string | null;

  @Column({ type: 'varchar', length: 50, nullable: true })
  title!: string | null;

  @Column({ name: 'first_name', type: 'varchar', length: 100, nullable: true })
  firstName!: string | null;

  @Column({ name: 'middle_name', type: 'varchar', length: 100, nullable: true })
  middleName!: string | null;

  @Column({ name: 'last_name', type: 'varchar', length: 100, nullable: true })
  lastName!: string | null;

  @Column({ name: 'display_name', type: 'varchar', length: 310 })
  displayName!: string;

  @Column({ name: 'sort_name', type: 'varchar', length: 255 })
  sortName!: string;

  @Column({ type: 'varchar', length: 254, nullable: true })
  email!: string | null;

  @Column({ type: 'varchar', length: 40, nullable: true })
  phone!: string | null;

  @Column({ type: 'varchar', length: 40, nullable: true })
  fax!: string | null;

  @Column({ type: 'varchar', length: 255, nullable: true })
  website!: string | null;

  @Column({ name: 'vat_number', type: 'varchar', length: 40, nullable: true })
  vatNumber!: string | null;

  @Column({ name: 'picture_id', type: 'bigint', unsigned: true, nullable: true })
  pictureId!: string | null;

  @Column({ type: 'char', length: 3, nullable: true })
  currency!: string | null;

  @Column({ name: 'discount_kind', type: 'varchar', length: 16, default: 'none' })
  discountKind!: DiscountKind;

  @Column({ name: 'discount_percent', type: 'decimal', precision: 7, scale: 4, nullable: true })
  discountPercent!: string | null;

  @Column({ name: 'tax_rate_id', type: 'bigint', unsigned: true, nullable: true })
  taxRateId!: string | null;

  @Column({ name: 'tax_exempt', type: 'boolean', default: false })
  taxExempt!: boolean;

  @Column({ name: 'payment_mode_id', type: 'bigint', unsigned: true, nullable: true })
  paymentModeId!: string | null;

  @Column({ name: 'payment_terms_days', type: 'smallint', unsigned: true, nullable: true })
  paymentTermsDays!: number | null;

  @Column({ name: 'credit_limit', type: 'decimal', precision: 19, scale: 4, nullable: true })
  creditLimit!: string | null;

  @Column({ name: 'credit_rating', type: 'varchar', length: 50, nullable: true })
  creditRating!: string | null;

  @Column({ name: 'account_manager_id', type: 'bigint', unsigned: true, nullable: true })
  accountManagerId!: string | null;

  @Column({ type: 'char', length: 2, nullable: true })
  country!: string | null;

  @Column({ type: 'varchar', length: 100, nullable: true })
  state!: string | null;

  @Column({ type: 'varchar', length: 100, nullable: true })
  city!: string | null;

  @Column({ type: 'varchar', length: 20, nullable: true })
  postcode!: string | null;

  @Column({ type: 'varchar', length: 255, nullable: true })
  street!: string | null;

  @Column({ name: 'billing_country', type: 'char', length: 2, nullable: true })
  billingCountry!: string | null;

  @Column({ name: 'billing_state', type: 'varchar', length: 100, nullable: true })
  billingState!: string | null;

  @Column({ name: 'billing_city', type: 'varchar', length: 100, nullable: true })
  billingCity!: string | null;

  @Column({ name: 'billing_postcode', type: 'varchar', length: 20, nullable: true })
  billingPostcode!: string | null;

  @Column({ name: 'billing_street', type: 'varchar', length: 255, nullable: true })
  billingStreet!: string | null;

  @Column({ name: 'same_shipping', type: 'boolean', default: true })
  sameShipping!: boolean;

  @Column({ type: 'varchar', length: 16, nullable: true })
  language!: string | null;

  @Column({ type: 'boolean', default: true })
  active!: boolean;

  @Column({ type: 'boolean', default: false })
  unconfirmed!: boolean;

  /** Modules of the customers area that its contacts cannot have (PER-3), as `permissionColumn` writes them. */
  @Column({ name: 'modules_off', type: 'varchar', length: 255, default: '' })
  modulesOff!: string;

  @Column({ name: 'primary_link_id', type: 'bigint', unsigned: true, nullable: true })
  primaryLinkId!: string | null;

  @Column({ name: 'created_by_id', type: 'bigint', unsigned: true, nullable: true })
  createdById!: string | null;

  @Column({ type: 'int', unsigned: true, default: 1 })
  version!: number;

  @Column({ name: 'created_at', type: 'datetime', precision: 6 })
  createdAt!: Date;

  @Column({ name: 'updated_at', type: 'datetime', precision: 6 })
  updatedAt!: Date;

  @Column({ name: 'deleted_at', type: 'datetime', precision: 6, nullable: true })
  deletedAt!: Date | null;

  @Column({ name: 'deletion_id', type: 'bigint', unsigned: true, nullable: true })
  deletionId!: string | null;
}
