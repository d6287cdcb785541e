import type { Blueprint } from "./blueprint.ts";

export const blog: Blueprint = {
  name: "blog",
  aliases: ["weblog", "magazine", "news", "cms"],
  doc: "posts with categories, tags, pictures, comments in threads and likes",
  entities: ["User", "Category", "Tag", "Post", "Comment", "Medium", "Like"],
  extras: {
    Category: {
      set: { tree: "closure" },
      why: {
        tree: "A category page shows the posts of all categories below it; a closure table answers that in one join",
      },
    },
    Post: {
      set: {
        fields: {
          slug: "string(255) unique slug=title",
          commentCount: "int = 0 min=0 count=comments",
        },
      },
      why: {
        slug: "Made from the title when a post is saved without one; unique, for it is the post's address",
        commentCount: "A copy on purpose, kept by the database: lists show the number without counting",
      },
    },
    Comment: {
      set: { tree: "adjacency" },
      why: { tree: "Threads are read from their post; a parent is enough, and answering is one insert" },
    },
  },
};
