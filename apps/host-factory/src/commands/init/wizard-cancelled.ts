/** A person left the wizard before anything was written. */
export class WizardCancelled extends Error {
  constructor() {
    super('left by the person who was asked');
    this.name = 'WizardCancelled';
  }
}
