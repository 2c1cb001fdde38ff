import type { SiteEntry, Starter } from '@hostwright/core/provider';

function entry(key: string, value: unknown): SiteEntry {
  return { key, valueJson: JSON.stringify(value) };
}

/** Amazon's own image, in every region. Source: https://docs.aws.amazon.com/linux/al2023/ug/ec2.html#launch-via-aws-cli */
export const STARTER_IMAGE = '/aws/service/ami-amazon-linux-latest/al2023-ami-kernel-default-x86_64';

/** What a new site starts with where the account could not be looked at: the environment's region and credentials, and the default network. */
export const starter: Starter = {
  settings: [entry('region', '${AWS_REGION:-us-east-1}')],
  templates: [
    { templateId: 'ondemand', entries: [entry('imageId', STARTER_IMAGE), entry('vmTypes', ['m7i.xlarge', 'm6i.xlarge'])] },
    {
      templateId: 'spot',
      entries: [
        entry('imageId', STARTER_IMAGE),
        entry('priceType', 'spot'),
        entry('vmTypes', ['m7i.xlarge', 'm6i.xlarge', 'm5.xlarge', 'c6i.xlarge', 'r6i.xlarge']),
      ],
    },
  ],
};
