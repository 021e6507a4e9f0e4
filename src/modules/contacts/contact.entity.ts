import { Column, Entity, PrimaryGeneratedColumn } from 'typeorm';

/** A person who works for one or several customers: one e-mail, unique in the system (CON-2). */
@Entity('contacts')
export class Contact {
  @PrimaryGeneratedColumn({ type: 'bigint', unsigned: true })
  id!: string;

  @Column({ name: 'first_name', type: 'varchar', length: 100, nullable: true })
  firstName!: string | null;

  @Column({ name: 'last_name', type: 'varchar', length: 100, nullable: true })
  lastName!: string | null;

  /** "Last First" (`contactSortName`), for the list of all contacts. */
  @Column({ name: 'sort_name', type: 'varchar', length: 201, default: '' })
  sortName!: string;

  @Column({ type: 'varchar', length: 254, nullable: true })
  email!: string | null;

  @Column({ name: 'email_key', type: 'varchar', length: 254, nullable: true })
  emailKey!: string | null;

  @Column({ type: 'varchar', length: 40, nullable: true })
  phone!: string | null;

  @Column({ type: 'varchar', length: 100, nullable: true })
  handle!: string | null;

  @Column({ name: 'picture_id', type: 'bigint', unsigned: true, nullable: true })
  pictureId!: string | null;

  @Column({ type: 'varchar', length: 16, nullable: true })
  language!: string | null;

  @Column({ type: 'boolean', default: true })
  active!: boolean;

  /** null: no login yet ("not invited", CON-6). */
  @Column({ name: 'password_hash', type: 'varchar', length: 255, nullable: true })
  passwordHash!: string | null;

  /** Somebody else gave the password (CON-6). */
  @Column({ name: 'must_change_password', type: 'boolean', default: false })
  mustChangePassword!: boolean;

  /** Registered by itself and has not opened the link yet (ARE-5): signs in nowhere. */
  @Column({ type: 'boolean', default: false })
  unverified!: boolean;

  @Column({ type: 'varchar', length: 16, default: 'system' })
  theme!: string;

  @Column({ name: 'signed_in_at', type: 'datetime', precision: 6, nullable: true })
  signedInAt!: Date | null;

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
