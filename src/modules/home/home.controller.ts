import { Controller, Get } from '@nestjs/common';
import type { StaffActor } from '../../kernel/access/actor';
import { AllowSignedIn, CurrentActor } from '../../kernel/access/allow';
import { Navigation } from '../../kernel/http/navigation';
import { page, type Reply } from '../../kernel/http/reply';

@Controller('admin')
export class HomeController {
  constructor(navigation: Navigation) {
    navigation.add('top', { key: 'home', label: 'common.home', href: '/admin', icon: 'home', shortcut: 'g h', needs: null, order: 0 });
  }

  @Get()
  @AllowSignedIn()
  show(@CurrentActor() actor: StaffActor): Reply {
    return page('home/show', { name: actor.name });
  }
}
