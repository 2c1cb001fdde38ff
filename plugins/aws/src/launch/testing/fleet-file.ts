/** The fleet file of a site, as the vendor documents it: bare capacity words and quoted ones. */
export const FLEET_FILE = `{
  "Type": "request",
  "LaunchTemplateConfigs": [{
    "LaunchTemplateSpecification": { "LaunchTemplateId": "lt-0009", "Version": "3" },
    "Overrides": [{ "InstanceType": "m5.large", "SubnetId": "subnet-001a", "WeightedCapacity": 2 }]
  }],
  "TargetCapacitySpecification": {
    "TotalTargetCapacity": $LSF_TOTAL_TARGET_CAPACITY,
    "OnDemandTargetCapacity": "$LSF_ONDEMAND_TARGET_CAPACITY",
    "SpotTargetCapacity": $LSF_SPOT_TARGET_CAPACITY,
    "DefaultTargetCapacityType": "spot"
  }
}`;

/** A launch template of a site, as EC2 answers it. */
export const USER_TEMPLATE =
  '<launchTemplateVersionSet><item><versionNumber>3</versionNumber><launchTemplateData><imageId>ami-0009</imageId><keyName>key-of-template</keyName><cpuOptions><threadsPerCore>1</threadsPerCore></cpuOptions></launchTemplateData></item></launchTemplateVersionSet>';
