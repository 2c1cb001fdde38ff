import type { Accepted, OperationInput, Page, PageInput, Pollable, Removal, WriteInput } from './operation.js';
import type { NamedLabels, Resource, ResourceFilter } from './resource.js';

/** What a repository is doing, in our words. `unknown` means the cloud's word is not in the plugin's table. */
export type RepositoryState = 'creating' | 'ready' | 'deleting' | 'deleted' | 'failed' | 'unknown';

/** Where container images of one name are kept. */
export interface Repository extends Resource<RepositoryState> {
  /** What stands before the tag when an image is pushed or pulled: `123456789012.dkr.ecr.eu-west-1.amazonaws.com/backend`. */
  readonly address: string;
  /** A tag, once given, keeps naming the same image. */
  readonly immutableTags: boolean;
}

/** Credentials for the registry protocol that end by themselves. The password is a secret. */
export interface RegistryLogin {
  /** Host, and port unless it is 443: what `docker login` takes. */
  readonly registry: string;
  readonly username: string;
  readonly password: string;
  readonly expiresAtMs: number;
}

/** One image of a repository. */
export interface RepositoryImage {
  /** `sha256:` and 64 hexadecimal digits. */
  readonly digest: string;
  readonly tags: readonly string[];
  /** Compressed; undefined when the registry does not say. */
  readonly sizeBytes: number | undefined;
  readonly pushedAtMs: number | undefined;
}

/** An image in whatever registry, named by its contents. */
export interface ImageOrigin {
  /** `registry/repository`, without tag. */
  readonly address: string;
  readonly digest: string;
  /** Undefined where everybody may pull. */
  readonly login: RegistryLogin | undefined;
}

/** How far a copy has come. */
export type CopyProgress =
  | { readonly status: 'done'; readonly digest: string }
  | { readonly status: 'running'; readonly copiedBytes: number; readonly totalBytes: number };

/** Where container images are kept. Experimental until two plugins implement it. */
export interface Registries extends Pollable {
  /**
   * Creates a repository unless the registry has one of that name. May be repeated.
   *
   * AWS: ECR CreateRepository. GCP: Artifact Registry repositories.create. Azure: registries create; a repository comes with its first push.
   * Kubernetes: none.
   *
   * @throws {ProviderError} `Conflict` when the one of that name differs in `immutableTags` and cannot be changed
   */
  ensureRepository(
    input: WriteInput & { readonly labels: NamedLabels; readonly immutableTags: boolean },
  ): Promise<Accepted<RepositoryState>>;

  /**
   * Reads one repository.
   *
   * AWS: ECR DescribeRepositories. GCP: repositories.get. Azure: registries get and the registry's own repository attributes. Kubernetes: none.
   *
   * @returns undefined when the cloud says that there is none
   */
  getRepository(input: OperationInput & { readonly repositoryRef: string }): Promise<Repository | undefined>;

  /**
   * Lists repositories, page by page, ours and others'.
   *
   * AWS: ECR DescribeRepositories, ListTagsForResource. GCP: repositories.list. Azure: registries list and each registry's own catalogue.
   * Kubernetes: none.
   */
  listRepositories(input: PageInput & { readonly filter: ResourceFilter }): Promise<Page<Repository>>;

  /**
   * Deletes a repository with all its images. May be repeated: deleting the absent succeeds.
   *
   * AWS: ECR DeleteRepository with force. GCP: repositories.delete. Azure: the registry's own repository delete. Kubernetes: none.
   */
  deleteRepository(input: WriteInput & { readonly repositoryRef: string }): Promise<Removal>;

  /**
   * Issues what container tools need to push to, or just pull from, a repository.
   *
   * AWS: ECR GetAuthorizationToken. GCP: none; an access token of the connection. Azure: the registry's own token exchange. Kubernetes: none.
   *
   * @param input.access - `pull` is narrowed as far as the cloud can; ECR's tokens carry the rights of the caller
   */
  login(input: OperationInput & { readonly repositoryRef: string; readonly access: 'pull' | 'push' }): Promise<RegistryLogin>;

  /**
   * Lists the images of a repository with their tags, page by page.
   *
   * AWS: ECR DescribeImages. GCP: dockerImages.list. Azure: the registry's own manifest list. Kubernetes: none.
   */
  listImages(input: PageInput & { readonly repositoryRef: string }): Promise<Page<RepositoryImage>>;

  /**
   * Copies an image, whatever cloud it is in, into a repository, and checks each part by its digest. Works for a bounded time and answers
   * how far it came: call again with the same input until it is `done`. What has been copied is found again by its digest.
   *
   * AWS: the registry protocol (OCI distribution). GCP: the registry protocol. Azure: registries importImage. Kubernetes: none.
   *
   * @param input.tags - given to the copy when all of it is there
   * @param input.budgetMs - longest time to work, 1,000 to 60,000
   * @throws {ProviderError} `NotFound` when there is no such image; `Conflict` when an immutable tag names another image
   */
  copyImage(
    input: WriteInput & {
      readonly source: ImageOrigin;
      readonly repositoryRef: string;
      readonly tags: readonly string[];
      readonly budgetMs: number;
    },
  ): Promise<CopyProgress>;

  /**
   * Deletes one image and the tags that name it. May be repeated: deleting the absent succeeds.
   *
   * AWS: ECR BatchDeleteImage. GCP: versions.delete. Azure: the registry's own manifest delete. Kubernetes: none.
   */
  deleteImage(input: WriteInput & { readonly repositoryRef: string; readonly digest: string }): Promise<Removal>;
}
