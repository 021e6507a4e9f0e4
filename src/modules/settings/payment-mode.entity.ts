import { Column, Entity, PrimaryGeneratedColumn } from 'typeorm';

/** A way of paying that customers can have as theirs. */
@Entity('payment_modes')
export class PaymentMode {
  @PrimaryGeneratedColumn({ type: 'bigint', unsigned: true })
  id!: string;

  @Column({ type: 'varchar', length: 100 })
  name!: string;

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
