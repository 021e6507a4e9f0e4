import { Column, Entity, PrimaryGeneratedColumn } from 'typeorm';

/** A rate of tax that customers and products can have. */
@Entity('tax_rates')
export class TaxRate {
  @PrimaryGeneratedColumn({ type: 'bigint', unsigned: true })
  id!: string;

  @Column({ type: 'varchar', length: 100 })
  name!: string;

  /** Per cent. */
  @Column({ type: 'decimal', precision: 7, scale: 4 })
  rate!: string;

  /** An inactive one is offered no more; what has it keeps it. */
  @Column({ type: 'boolean', default: true })
  active!: boolean;

  @Column({ type: 'int', unsigned: true, default: 1 })
  version!: number;

  @Column({ name: 'created_at', type: 'datetime', precision: 6 })
  createdAt!: Date;

  @Column({ name: 'updated_at', type: 'datetime', precision: 6 })
  updatedAt!: Date;
}
