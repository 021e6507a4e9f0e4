import { Controller, Get } from '@nestjs/common';
import { AllowAnyone } from '../../../kernel/access/allow';
import { page, type Reply } from '../../../kernel/http/reply';

/** What somebody reads whose registration waits for confirmation. It says nothing of anybody, so anybody may read it. */
@Controller('register/waiting')
@AllowAnyone()
export class RegistrationWaitingController {
  @Get()
  show(): Reply {
    return page('area/register-waiting', {});
  }
}
