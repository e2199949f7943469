import * as pulumi from "@pulumi/pulumi";

/** What another stack of this project, or this one when it was last updated, has exported. */
export function stackReference(stack: string): pulumi.StackReference {
  return new pulumi.StackReference(`${pulumi.getOrganization()}/${pulumi.getProject()}/${stack}`);
}
