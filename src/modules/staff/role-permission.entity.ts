import { Entity, PrimaryColumn } from 'typeorm';

/** One tick of a role. */
@Entity('role_permissions')
export class RolePermissionRow {
  @PrimaryColumn({ name: 'role_id', type: 'bigint', unsigned: true })
  roleId!: string;

  @PrimaryColumn({ type: 'varchar', length: 64 })
  permission!: string;
}
