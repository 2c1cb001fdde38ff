import availableTemplatesInput from '@hostwright/host-factory-protocol/schemas/getAvailableTemplates.input.json' with { type: 'json' };
import availableTemplatesLsf from '@hostwright/host-factory-protocol/schemas/getAvailableTemplates.output.lsf.json' with { type: 'json' };
import availableTemplatesSymphony from '@hostwright/host-factory-protocol/schemas/getAvailableTemplates.output.symphony.json' with { type: 'json' };
import requestStatusInput from '@hostwright/host-factory-protocol/schemas/getRequestStatus.input.json' with { type: 'json' };
import requestStatusLsf from '@hostwright/host-factory-protocol/schemas/getRequestStatus.output.lsf.json' with { type: 'json' };
import requestStatusSymphony from '@hostwright/host-factory-protocol/schemas/getRequestStatus.output.symphony.json' with { type: 'json' };
import returnRequestsInput from '@hostwright/host-factory-protocol/schemas/getReturnRequests.input.json' with { type: 'json' };
import returnRequestsLsf from '@hostwright/host-factory-protocol/schemas/getReturnRequests.output.lsf.json' with { type: 'json' };
import returnRequestsSymphony from '@hostwright/host-factory-protocol/schemas/getReturnRequests.output.symphony.json' with { type: 'json' };
import requestMachinesInput from '@hostwright/host-factory-protocol/schemas/requestMachines.input.json' with { type: 'json' };
import requestMachinesLsf from '@hostwright/host-factory-protocol/schemas/requestMachines.output.lsf.json' with { type: 'json' };
import requestMachinesSymphony from '@hostwright/host-factory-protocol/schemas/requestMachines.output.symphony.json' with { type: 'json' };
import requestReturnInput from '@hostwright/host-factory-protocol/schemas/requestReturnMachines.input.json' with { type: 'json' };
import requestReturnLsf from '@hostwright/host-factory-protocol/schemas/requestReturnMachines.output.lsf.json' with { type: 'json' };
import requestReturnSymphony from '@hostwright/host-factory-protocol/schemas/requestReturnMachines.output.symphony.json' with { type: 'json' };
import configuration from '@hostwright/service/schemas/configuration.json' with { type: 'json' };
import templates from '@hostwright/service/schemas/templates.json' with { type: 'json' };

/** Every published JSON Schema by its name: of our files, and of what Host Factory's calls take and answer. */
export const SCHEMAS: Readonly<{ [name: string]: object }> = {
  configuration,
  templates,
  'getAvailableTemplates.input': availableTemplatesInput,
  'getAvailableTemplates.output.lsf': availableTemplatesLsf,
  'getAvailableTemplates.output.symphony': availableTemplatesSymphony,
  'getRequestStatus.input': requestStatusInput,
  'getRequestStatus.output.lsf': requestStatusLsf,
  'getRequestStatus.output.symphony': requestStatusSymphony,
  'getReturnRequests.input': returnRequestsInput,
  'getReturnRequests.output.lsf': returnRequestsLsf,
  'getReturnRequests.output.symphony': returnRequestsSymphony,
  'requestMachines.input': requestMachinesInput,
  'requestMachines.output.lsf': requestMachinesLsf,
  'requestMachines.output.symphony': requestMachinesSymphony,
  'requestReturnMachines.input': requestReturnInput,
  'requestReturnMachines.output.lsf': requestReturnLsf,
  'requestReturnMachines.output.symphony': requestReturnSymphony,
};
