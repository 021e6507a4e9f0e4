import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { SettingChoices } from '../settings/setting-choices';
import { FirstGroup } from './first-group';
import { GroupDeletionController } from './group-deletion.controller';
import { GroupDeletion } from './group-deletion.service';
import { GroupMembers } from './group-members.queries';
import { Group } from './group.entity';
import { GroupsController } from './groups.controller';
import { GroupQueries } from './groups.queries';
import { GroupsService } from './groups.service';
import { MoveGroupMembers } from './move-group-members';

@Module({
  imports: [TypeOrmModule.forFeature([Group])],
  controllers: [GroupsController, GroupDeletionController],
  providers: [FirstGroup, GroupDeletion, GroupMembers, GroupQueries, GroupsService, MoveGroupMembers],
  exports: [FirstGroup, GroupQueries, GroupsService, MoveGroupMembers],
})
export class GroupsModule {
  constructor(choices: SettingChoices, queries: GroupQueries) {
    choices.add('defaultGroupId', {
      options: () => queries.options(),
      hold: async (tx, id) => (await queries.hold(tx, [id])).length === 1,
    });
  }
}
