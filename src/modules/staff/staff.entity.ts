import { Column, Entity, PrimaryGeneratedColumn } from 'typeorm';

/** A person who works with Clientele under `/admin`. */
@Entity('staff')
export class Staff {
  @PrimaryGeneratedColumn({ type: 'bigint', unsigned: true })
  id!: string;

  @Column({ type: 'varchar', length: 200 })
  name!: string;

  @Column({ type: 'varchar', length: 254 })
  email!: string;

  @Column({ name: 'email_key', type: 'varchar', length: 254 })
  emailKey!: string;

  @Column({ name: 'password_hash', type: 'varchar', length: 255, nullable: true })
  passwordHash!: string | null;

  @Column({ name: 'must_change_password', type: 'boolean', default: false })
  mustChangePassword!: boolean;

  @Column({ name: 'role_id', type: 'bigint', unsigned: true, nullable: true })
  roleId!: string | null;

  @Column({ type: 'boolean', default: false })
  administrator!: boolean;

  @Column({ type: 'boolean', default: true })
  active!: boolean;

  @Column({ type: 'varchar', length: 16, nullable: true })
  language!: string | null;

  @Column({ name: 'time_zone', type: 'varchar', length: 64, nullable: true })
  timeZone!: string | null;

  @Column({ type: 'varchar', length: 16, default: 'system' })
  theme!: string;

  @Column({ type: 'varchar', length: 16, default: 'dense' })
  density!: string;

  @Column({ type: 'boolean', default: true })
  shortcuts!: boolean;

  /** Wants a mail for each new customer (CUS-23a). */
  @Column({ name: 'new_customer_mail', type: 'boolean', default: false })
  newCustomerMail!: boolean;

  /** Wants a mail of coming anniversaries (EVT-2), and the day or week that was seen to last. */
  @Column({ name: 'anniversary_mail', type: 'boolean', default: false })
  anniversaryMail!: boolean;

  @Column({ name: 'anniversary_mail_on', type: 'date', nullable: true })
  anniversaryMailOn!: string | null;

  @Column({ name: 'last_sign_in_at', type: 'datetime', precision: 6, nullable: true })
  lastSignInAt!: Date | null;

  @Column({ type: 'int', unsigned: true, default: 1 })
  version!: number;

  @Column({ name: 'created_at', type: 'datetime', precision: 6 })
  createdAt!: Date;

  @Column({ name: 'updated_at', type: 'datetime', precision: 6 })
  updatedAt!: Date;
}
