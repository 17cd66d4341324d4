// The part of GitHub's GraphQL schema that reading issues in bulk needs, with GitHub's names. Ids are beyond 32 bits, so
// `databaseId` is null, as it is on GitHub for what does not fit, and `fullDatabaseId` carries the number.
import { buildSchema } from 'graphql';

export const SCHEMA = buildSchema(/* GraphQL */ `
  scalar BigInt
  scalar DateTime
  scalar URI

  interface Node {
    id: ID!
  }

  interface Actor {
    login: String!
    url: URI!
    avatarUrl(size: Int): URI!
  }

  interface RepositoryOwner {
    id: ID!
    login: String!
    url: URI!
    avatarUrl(size: Int): URI!
  }

  type User implements Node & Actor & RepositoryOwner {
    id: ID!
    databaseId: Int
    login: String!
    name: String
    url: URI!
    avatarUrl(size: Int): URI!
  }

  type Bot implements Node & Actor {
    id: ID!
    databaseId: Int
    login: String!
    url: URI!
    avatarUrl(size: Int): URI!
  }

  type Organization implements Node & Actor & RepositoryOwner {
    id: ID!
    databaseId: Int
    login: String!
    name: String
    url: URI!
    avatarUrl(size: Int): URI!
  }

  type PageInfo {
    hasNextPage: Boolean!
    hasPreviousPage: Boolean!
    startCursor: String
    endCursor: String
  }

  type Label implements Node {
    id: ID!
    name: String!
    color: String!
    description: String
  }

  type LabelConnection {
    nodes: [Label]
    totalCount: Int!
    pageInfo: PageInfo!
  }

  type UserConnection {
    nodes: [User]
    totalCount: Int!
    pageInfo: PageInfo!
  }

  type IssueComment implements Node {
    id: ID!
    databaseId: Int
    fullDatabaseId: BigInt
    body: String!
    author: Actor
    createdAt: DateTime!
    updatedAt: DateTime!
    url: URI!
  }

  type IssueCommentConnection {
    nodes: [IssueComment]
    totalCount: Int!
    pageInfo: PageInfo!
  }

  type IssueConnection {
    nodes: [Issue]
    totalCount: Int!
    pageInfo: PageInfo!
  }

  type PullRequestConnection {
    nodes: [PullRequest]
    totalCount: Int!
    pageInfo: PageInfo!
  }

  enum OrderDirection {
    ASC
    DESC
  }

  enum IssueOrderField {
    COMMENTS
    CREATED_AT
    UPDATED_AT
  }

  input IssueOrder {
    direction: OrderDirection!
    field: IssueOrderField!
  }

  input IssueFilters {
    since: DateTime
    states: [IssueState!]
  }

  type Repository implements Node {
    id: ID!
    databaseId: Int
    name: String!
    nameWithOwner: String!
    owner: RepositoryOwner!
    isArchived: Boolean!
    isPrivate: Boolean!
    hasIssuesEnabled: Boolean!
    url: URI!
    issue(number: Int!): Issue
    issues(
      first: Int
      after: String
      filterBy: IssueFilters
      orderBy: IssueOrder
      states: [IssueState!]
    ): IssueConnection!
    pullRequest(number: Int!): PullRequest
    pullRequests(
      first: Int
      after: String
      orderBy: IssueOrder
      states: [PullRequestState!]
    ): PullRequestConnection!
  }

  enum IssueState {
    OPEN
    CLOSED
  }

  enum IssueStateReason {
    COMPLETED
    NOT_PLANNED
    DUPLICATE
    REOPENED
  }

  enum PullRequestState {
    OPEN
    CLOSED
    MERGED
  }

  enum LockReason {
    OFF_TOPIC
    TOO_HEATED
    RESOLVED
    SPAM
  }

  type Issue implements Node {
    id: ID!
    databaseId: Int
    fullDatabaseId: BigInt
    number: Int!
    title: String!
    body: String!
    state: IssueState!
    stateReason(enableDuplicate: Boolean = false): IssueStateReason
    locked: Boolean!
    activeLockReason: LockReason
    author: Actor
    createdAt: DateTime!
    updatedAt: DateTime!
    closedAt: DateTime
    url: URI!
    repository: Repository!
    labels(first: Int, after: String): LabelConnection
    assignees(first: Int, after: String): UserConnection!
    comments(first: Int, after: String): IssueCommentConnection!
  }

  type PullRequest implements Node {
    id: ID!
    databaseId: Int
    fullDatabaseId: BigInt
    number: Int!
    title: String!
    body: String!
    state: PullRequestState!
    isDraft: Boolean!
    merged: Boolean!
    mergedAt: DateTime
    locked: Boolean!
    activeLockReason: LockReason
    author: Actor
    createdAt: DateTime!
    updatedAt: DateTime!
    closedAt: DateTime
    url: URI!
    repository: Repository!
    labels(first: Int, after: String): LabelConnection
    assignees(first: Int, after: String): UserConnection!
    comments(first: Int, after: String): IssueCommentConnection!
  }

  type RateLimit {
    limit: Int!
    cost: Int!
    remaining: Int!
    used: Int!
    nodeCount: Int!
    resetAt: DateTime!
  }

  type Query {
    node(id: ID!): Node
    nodes(ids: [ID!]!): [Node]!
    repository(owner: String!, name: String!, followRenames: Boolean = true): Repository
    rateLimit(dryRun: Boolean = false): RateLimit
    viewer: User
  }
`);
