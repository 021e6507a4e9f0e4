import { Column, Entity, PrimaryGeneratedColumn } from 'typeorm';

export const PRODUCT_KINDS = ['product', 'service'] as const;
export type ProductKind = (typeof PRODUCT_KINDS)[number];

/** Something the company sells: goods or work (CUS-15). */
@Entity('products')
export class Product {
  @PrimaryGeneratedColumn({ type: 'bigint', unsigned: true })
  id!: string;

  @Column({ type: 'varchar', length: 16 })
  kind!: ProductKind;

  @Column({ type: 'varchar', length: 255 })
  name!: string;

  @Column({ type: 'text', nullable: true })
  description!: string | null;

  /** What the price is for: piece, hour, month. */
  @Column({ type: 'varchar', length: 50, nullable: true })
  unit!: string | null;

  /** In the base currency, before tax. */
  @Column({ type: 'decimal', precision: 19, scale: 4, nullable: true })
  price!: string | null;

  @Column({ name: 'tax_rate_id', type: 'bigint', unsigned: true, nullable: true })
  taxRateId!: string | null;

  /** An inactive one is offered no more; customers that have it keep it. */
  @Column({ type: 'boolean', default: true })
  active!: boolean;

  @Column({ type: 'int', unsigned: true, default: 1 })
  version!: number;

  @Column({ name: 'created_at', type: 'datetime', precision: 6 })
  createdAt!: Date;

  @Column({ name: 'updated_at', type: 'datetime', precision: 6 })
  updatedAt!: Date;
}
